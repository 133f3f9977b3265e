import { inPython as quoted } from './quoting.ts'
import { regionOf, type SampleLanguage } from './sample.ts'

export const python: SampleLanguage = {
  id: 'python',
  title: 'Python',
  file: 'sample.py',
  install: 'pip install alibabacloud_tea_openapi',
  run: 'python3 sample.py',
  highlight: 'python',
  checked: 'run',
  write: call => `# ${call.action} of ${call.product} ${call.version}, with the official client.
import json
import os
import sys

from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

client = Client(
    Config(
        access_key_id=os.environ['ALIBABA_CLOUD_ACCESS_KEY_ID'],
        access_key_secret=os.environ['ALIBABA_CLOUD_ACCESS_KEY_SECRET'],
        security_token=os.environ.get('ALIBABA_CLOUD_SECURITY_TOKEN'),
        endpoint=${quoted(call.endpoint)},
        protocol=${quoted(call.protocol)},
        region_id=${quoted(regionOf(call))},
    )
)

params = Params(
    action=${quoted(call.action)},
    version=${quoted(call.version)},
    protocol=${quoted(call.protocol)},
    pathname='/',
    method='POST',
    auth_type='AK',
    style='RPC',
    req_body_type='formData',
    body_type='json',
)

request = OpenApiRequest(
    query={
${call.parameters.map(([name, value]) => `        ${quoted(name)}: ${quoted(value)},\n`).join('')}    }
)

try:
    answer = client.call_api(params, request, RuntimeOptions())
    print(json.dumps(answer['body'], indent=2, ensure_ascii=False))
except AlibabaCloudException as error:
    sys.exit(f'{error.code}: {error.message}')
`,
}
