/** Calls from a shell: signed by hand, by the vendor's command, by ours. */
import { percentEncoded, inShell as quoted } from './quoting.ts'
import { regionOf, type SampleCall, type SampleLanguage } from './sample.ts'

/** The canonical query of V3: names and values encoded, in the order of the encoded names (wire-protocol.md 4). */
function canonicalQuery({ parameters }: SampleCall): string {
  const pairs = parameters.map(([name, value]) => [percentEncoded(name), percentEncoded(value)] as const)
  return pairs
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

export const curl: SampleLanguage = {
  id: 'curl',
  title: 'curl',
  file: 'sample.sh',
  run: 'bash sample.sh',
  highlight: 'shell',
  checked: 'run',
  write: call => `#!/usr/bin/env bash
# ${call.action} of ${call.product} ${call.version}, signed here with ACS3-HMAC-SHA256; needs bash, curl and openssl.
set -euo pipefail
: "\${ALIBABA_CLOUD_ACCESS_KEY_ID:?}" "\${ALIBABA_CLOUD_ACCESS_KEY_SECRET:?}"
token=\${ALIBABA_CLOUD_SECURITY_TOKEN:-}

host=${quoted(call.endpoint)}
# Encoded and in the order of the names, as it is signed.
query=${quoted(canonicalQuery(call))}

sha256() { openssl dgst -sha256 -hex "$@" | sed 's/^.*= *//'; }
date=$(date -u +%Y-%m-%dT%H:%M:%SZ)
nonce=$(openssl rand -hex 16)
body_hash=$(printf '' | sha256)

# Headers in the order of their names, each as "name:value".
headers=(
  "host:$host"
  ${quoted(`x-acs-action:${call.action}`)}
  "x-acs-content-sha256:$body_hash"
  "x-acs-date:$date"
)
if [ -n "$token" ]; then headers+=("x-acs-security-token:$token"); fi
headers+=(
  "x-acs-signature-nonce:$nonce"
  ${quoted(`x-acs-version:${call.version}`)}
)

names=$(printf '%s\\n' "\${headers[@]}" | sed 's/:.*//' | paste -sd ';' -)
canonical_headers=$(printf '%s\\n' "\${headers[@]}")
request_hash=$(printf 'POST\\n/\\n%s\\n%s\\n\\n%s\\n%s' "$query" "$canonical_headers" "$names" "$body_hash" | sha256)
signature=$(printf 'ACS3-HMAC-SHA256\\n%s' "$request_hash" | sha256 -hmac "$ALIBABA_CLOUD_ACCESS_KEY_SECRET")

arguments=(-H "Authorization: ACS3-HMAC-SHA256 Credential=$ALIBABA_CLOUD_ACCESS_KEY_ID,SignedHeaders=$names,Signature=$signature")
for header in "\${headers[@]}"; do arguments+=(-H "\${header/:/: }"); done
curl -sS --fail-with-body -X POST "\${arguments[@]}" "${call.protocol.toLowerCase()}://$host/?$query"
`,
}

/** One argument a line, so that long calls stay readable. */
const command = (...words: readonly string[]): string => `${words.join(' \\\n  ')}\n`

/** A value that begins with a hyphen would be taken for an option of its own, were it not tied to its name. */
const argumentsOf = ({ parameters }: SampleCall): string[] =>
  parameters.map(([name, value]) => `--${name}${value.startsWith('-') ? '=' : ' '}${quoted(value)}`)

export const aliyun: SampleLanguage = {
  id: 'aliyun',
  title: 'aliyun CLI',
  file: 'sample-aliyun.sh',
  run: 'bash sample-aliyun.sh',
  highlight: 'shell',
  checked: 'no',
  // Products the command does not know need version and style; its own catalogue has ecd, ram and sts.
  write: call =>
    command(
      `aliyun ${call.product} ${call.action} --force`,
      ...(['ecd', 'ram', 'sts'].includes(call.product) ? [] : [`--version ${call.version} --style rpc`]),
      call.protocol === 'HTTP' ? '--insecure' : '--secure',
      `--region ${quoted(regionOf(call))}`,
      `--endpoint ${quoted(call.endpoint)}`,
      ...argumentsOf(call),
    ),
}

export const deskfleet: SampleLanguage = {
  id: 'deskfleet',
  title: 'deskfleet',
  file: 'sample-deskfleet.sh',
  run: 'bash sample-deskfleet.sh',
  highlight: 'shell',
  checked: 'run',
  write: call =>
    command(
      `deskfleet call ${call.action}`,
      `--endpoint ${quoted(call.endpoint)}`,
      ...(call.protocol === 'HTTPS' ? ['--secure'] : []),
      ...argumentsOf(call),
    ),
}
