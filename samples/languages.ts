/** All languages, in the order in which they are offered. */
import { csharp } from './csharp.ts'
import { go } from './go.ts'
import { java } from './java.ts'
import { php } from './php.ts'
import { python } from './python.ts'
import type { SampleLanguage } from './sample.ts'
import { aliyun, curl, deskfleet } from './shell.ts'
import { typescript } from './typescript.ts'

export const sampleLanguages: readonly SampleLanguage[] = [
  typescript,
  python,
  java,
  go,
  php,
  csharp,
  aliyun,
  curl,
  deskfleet,
]
