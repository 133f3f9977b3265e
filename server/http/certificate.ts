/** The certificate of the HTTPS listener: the operator's own, or one made once and kept in the data directory. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Certificate {
  /** PEM. */
  readonly certificate: string
  readonly key: string
  /** Where the certificate lies, for clients that have to be told to trust it. */
  readonly file: string
}

const yearsValid = 10

/** Reads the operator's certificate. @throws when a file cannot be read */
export const readCertificate = (certificateFile: string, keyFile: string): Certificate => ({
  certificate: readFileSync(certificateFile, 'utf8'),
  key: readFileSync(keyFile, 'utf8'),
  file: certificateFile,
})

/**
 * The generated certificate, for loopback, the given host names, and the vendor's own: with those in DNS or a hosts file
 * unmodified clients need no endpoint setting at all (wire-protocol.md 8).
 */
export async function generatedCertificate(dataDirectory: string, hosts: readonly string[]): Promise<Certificate> {
  const directory = join(dataDirectory, 'tls')
  const file = join(directory, 'certificate.pem')
  const keyFile = join(directory, 'key.pem')
  if (!existsSync(file) || !existsSync(keyFile)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const notAfterDate = new Date()
    notAfterDate.setFullYear(notAfterDate.getFullYear() + yearsValid)
    const names = ['localhost', ...hosts, 'ecd.aliyuncs.com', '*.aliyuncs.com', 'ecd.cn-hangzhou.aliyuncs.com']
    // Loaded only here: it costs a tenth of a second and memory, and most servers never need it.
    const { generate } = await import('selfsigned')
    const pems = await generate([{ name: 'commonName', value: 'Deskfleet' }], {
      keySize: 2048,
      algorithm: 'sha256',
      notAfterDate,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, digitalSignature: true, keyEncipherment: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            ...names.map(value => ({ type: 2 as const, value })),
            { type: 7 as const, ip: '127.0.0.1' },
            { type: 7 as const, ip: '::1' },
          ],
        },
      ],
    })
    writeFileSync(keyFile, pems.private, { mode: 0o600 })
    writeFileSync(file, pems.cert)
  }
  return readCertificate(file, keyFile)
}
