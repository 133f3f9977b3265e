/** Every setting once: what it is called in the environment, on the command line and in a file, and what it means. */

export interface SettingKind {
  readonly env: string
  readonly about: string
  /** Never shown, not even by `doctor`. */
  readonly secret?: boolean
}

interface Text extends SettingKind {
  readonly type: 'text'
  readonly fallback?: string
}

interface Integer extends SettingKind {
  readonly type: 'integer'
  readonly min: number
  readonly max: number
  readonly fallback?: number
}

interface Choice extends SettingKind {
  readonly type: 'choice'
  readonly choices: readonly string[]
  readonly fallback: string
}

interface Flag extends SettingKind {
  readonly type: 'flag'
  readonly fallback: boolean
}

interface List extends SettingKind {
  readonly type: 'list'
  readonly fallback: readonly string[]
}

export type Setting = Text | Integer | Choice | Flag | List

const text = <const More extends Pick<Text, 'fallback' | 'secret'>>(env: string, about: string, more: More) => ({
  type: 'text' as const,
  env,
  about,
  ...more,
})
const integer = <const Range extends Pick<Integer, 'min' | 'max' | 'fallback'>>(
  env: string,
  about: string,
  range: Range,
) => ({ type: 'integer' as const, env, about, ...range })
const flag = (env: string, about: string): Flag => ({ type: 'flag', env, about, fallback: false })

export const settingKinds = {
  host: text('DESKFLEET_HOST', 'Address to listen on. Anything but loopback makes the server reachable from outside.', {
    fallback: '127.0.0.1',
  }),
  port: integer('DESKFLEET_PORT', 'Port of the HTTP listener; 0 takes a free one.', {
    min: 0,
    max: 65535,
    fallback: 8090,
  }),
  tlsPort: integer('DESKFLEET_TLS_PORT', 'Port of the HTTPS listener; absent: none.', { min: 0, max: 65535 }),
  tlsCertificate: text(
    'DESKFLEET_TLS_CERTIFICATE',
    'PEM file with the certificate chain; absent: one is generated.',
    {},
  ),
  tlsKey: text('DESKFLEET_TLS_KEY', 'PEM file with the private key of the certificate.', {}),
  publicHosts: {
    type: 'list',
    env: 'DESKFLEET_PUBLIC_HOSTS',
    about: 'Host names clients may have signed when a proxy in front rewrites Host.',
    fallback: [],
  },
  trustedProxies: {
    type: 'list',
    env: 'DESKFLEET_TRUSTED_PROXIES',
    about:
      'Addresses and blocks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; nobody else’s ever are.',
    fallback: [],
  },
  rateLimits: {
    type: 'list',
    env: 'DESKFLEET_RATE_LIMITS',
    about:
      'Calls per second an account may make on this server, such as DescribeDesktopsInGroup=20,*=200,account=1000; per ' +
      'minute with /m; absent: any number.',
    fallback: [],
  },
  data: text('DESKFLEET_DATA', 'Directory of the embedded database, the key file and the certificates.', {
    fallback: '.deskfleet',
  }),
  databaseUrl: text('DESKFLEET_DATABASE_URL', 'postgres://user@host/name; absent: the embedded database.', {
    secret: true,
  }),
  databasePool: integer('DESKFLEET_DATABASE_POOL', 'Connections to PostgreSQL per server.', {
    min: 2,
    max: 100,
    fallback: 8,
  }),
  keyFile: text(
    'DESKFLEET_KEY_FILE',
    'File with the server key, mode 600; absent: server.key in the data directory.',
    {},
  ),
  rootAccessKeyId: text(
    'DESKFLEET_ROOT_ACCESS_KEY_ID',
    'Access key id of the root account; absent: a random one at the first start.',
    {},
  ),
  rootAccessKeySecret: text('DESKFLEET_ROOT_ACCESS_KEY_SECRET', 'Its secret.', { secret: true }),
  requestValidity: integer(
    'DESKFLEET_REQUEST_VALIDITY_SECONDS',
    "How far a request's time may lie from the server's clock, to either side.",
    { min: 1, max: 3600, fallback: 900 },
  ),
  accessMode: {
    type: 'choice',
    env: 'DESKFLEET_ACCESS_MODE',
    about: "At the first start: whether the policies of the server's own account bind (enforce) or only warn.",
    choices: ['enforce', 'warn'],
    fallback: 'enforce',
  },
  amountUnit: {
    type: 'choice',
    env: 'DESKFLEET_AMOUNT_UNIT',
    about: 'Unit of PostPaidDesktopsTotalAmount: minor (fen, cent) or major (yuan, dollar).',
    choices: ['minor', 'major'],
    fallback: 'minor',
  },
  prices: {
    type: 'list',
    env: 'DESKFLEET_PRICES',
    about: 'Price files laid over the built-in lists, or lists in further currencies.',
    fallback: [],
  },
  strictNotFound: flag(
    'DESKFLEET_STRICT_NOT_FOUND',
    'Refuse an unknown share with 404 InvalidDesktopGroupId.NotFound instead of answering with nothing.',
  ),
  clock: text(
    'DESKFLEET_CLOCK',
    'real, or virtual@ and an instant: a clock that stands still until it is advanced. For one server only.',
    { fallback: 'real' },
  ),
  randomSeed: text(
    'DESKFLEET_RANDOM_SEED',
    'From this text follow all ids and draws, so that the same script gives the same ones; absent: random.',
    {},
  ),
  simulatedDurations: {
    type: 'list',
    env: 'DESKFLEET_SIMULATED_DURATIONS',
    about:
      'Seconds a simulated computer takes for each step, such as create=10,start=5,stop=5; those left out keep theirs.',
    fallback: [],
  },
  deletedRetention: integer('DESKFLEET_DELETED_RETENTION_DAYS', 'How long released desktops stay listed.', {
    min: 0,
    max: 3650,
    fallback: 30,
  }),
  auditRetention: integer('DESKFLEET_AUDIT_RETENTION_DAYS', 'How long calls stay on record; 0: none is recorded.', {
    min: 0,
    max: 3650,
    fallback: 90,
  }),
  bodyLimit: integer('DESKFLEET_BODY_LIMIT_BYTES', 'Largest request body.', {
    min: 1024,
    max: 2 ** 30,
    fallback: 2 ** 20,
  }),
  headerLimit: integer(
    'DESKFLEET_HEADER_LIMIT_BYTES',
    'Largest request line with headers; SDKs put parameters there.',
    {
      min: 8192,
      max: 2 ** 24,
      fallback: 2 ** 19,
    },
  ),
  parameterLimit: integer('DESKFLEET_PARAMETER_LIMIT', 'Most parameters of one request.', {
    min: 16,
    max: 100_000,
    fallback: 12_000,
  }),
  pageCache: integer('DESKFLEET_PAGE_CACHE_BYTES', 'Memory for rendered pages and rows.', {
    min: 0,
    max: 2 ** 34,
    fallback: 2 ** 25,
  }),
  publicMetrics: flag('DESKFLEET_PUBLIC_METRICS', 'Answer /metrics to any address, not only to loopback.'),
  logLevel: {
    type: 'choice',
    env: 'DESKFLEET_LOG_LEVEL',
    about: 'Least level that is logged.',
    choices: ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    fallback: 'info',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settingKinds
export const settingNames = Object.keys(settingKinds) as SettingName[]

/** `tlsPort` → `tls-port`: the name on the command line and in the file. */
export const plainName = (name: SettingName): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

/** The one place where the environment is read. */
export const readEnvironment = (): Readonly<Record<string, string | undefined>> => process.env
