// The program under test: it finds the computers of a share that run although nobody uses them. It talks to the service
// with the official SDK, and knows nothing of Deskfleet.
import { createRequire } from 'node:module'

// The SDK is CommonJS; required like this it looks the same to Node, TypeScript and Vitest.
const require = createRequire(import.meta.url)
const {
  default: Client,
  Config,
  OpenApiRequest,
  Params,
} = require('@alicloud/openapi-client') as typeof import('@alicloud/openapi-client')
const { RuntimeOptions } = require('@alicloud/tea-util') as typeof import('@alicloud/tea-util')

export interface Access {
  /** Host and port without a scheme, such as `ecd.cn-hangzhou.aliyuncs.com`. */
  readonly endpoint: string
  readonly protocol: 'HTTP' | 'HTTPS'
  readonly accessKeyId: string
  readonly accessKeySecret: string
}

interface Computer {
  readonly DesktopId: string
  readonly DesktopStatus: string
  readonly ConnectionStatus: string
}

interface Page {
  readonly PaidDesktops: readonly Computer[]
  readonly PostPaidDesktops: readonly Computer[]
  readonly NextToken?: string
}

const mostTries = 4

export class IdleComputers {
  private readonly client: InstanceType<typeof Client>

  constructor(access: Access) {
    this.client = new Client(new Config({ ...access }))
  }

  /** The ids of the computers of a share that run and to which nobody is connected. */
  async of(regionId: string, shareId: string): Promise<string[]> {
    const idle: string[] = []
    let nextToken: string | undefined
    do {
      const page = await this.page(regionId, shareId, nextToken)
      for (const { DesktopId, DesktopStatus, ConnectionStatus } of [...page.PaidDesktops, ...page.PostPaidDesktops]) {
        if (DesktopStatus === 'Running' && ConnectionStatus !== 'Connected') idle.push(DesktopId)
      }
      nextToken = page.NextToken
    } while (nextToken)
    return idle
  }

  /** One page; asked for again while the service says that it is asked too often. */
  private async page(RegionId: string, DesktopGroupId: string, NextToken: string | undefined): Promise<Page> {
    const params = new Params({
      action: 'DescribeDesktopsInGroup',
      version: '2020-09-30',
      protocol: 'HTTPS',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    })
    const query = { RegionId, DesktopGroupId, MaxResults: '100', ...(NextToken === undefined ? {} : { NextToken }) }
    for (let tried = 1; ; tried += 1) {
      try {
        const { body } = await this.client.callApi(params, new OpenApiRequest({ query }), new RuntimeOptions({}))
        return body as Page
      } catch (error) {
        const { code } = error as { code?: string }
        if (code !== 'Throttling.User' || tried === mostTries) throw error
      }
    }
  }
}
