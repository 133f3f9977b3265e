/** One call as a program, a tab for every language. */
import { useState } from 'react'
import { sampleLanguages } from '../../../samples/languages.ts'
import type { SampleCall, SampleLanguage } from '../../../samples/sample.ts'
import type { OperationView } from '../api/catalogue.ts'
import { flatten, type Input } from '../api/flatten.ts'
import { useText } from '../language/language.tsx'
import { Code } from '../shell/code.tsx'
import { Copyable } from '../shell/copyable.tsx'
import { Tabs } from '../shell/tabs.tsx'

interface SampleTabsProps {
  readonly view: OperationView
  readonly input: Input
}

function Sample({ language, call }: { readonly language: SampleLanguage; readonly call: SampleCall }) {
  const { samples, sampleChecks } = useText()
  return (
    <>
      <p className={language.checked === 'run' ? 'small' : 'small unchecked'}>{sampleChecks[language.checked]}</p>
      <dl className="steps">
        <dt>{samples.file}</dt>
        <dd>
          <Copyable text={language.file} />
        </dd>
        {language.install !== undefined && (
          <>
            <dt>{samples.install}</dt>
            <dd>
              <Copyable text={language.install} />
            </dd>
          </>
        )}
        <dt>{samples.run}</dt>
        <dd>
          <Copyable text={language.run} />
        </dd>
      </dl>
      <Code text={language.write(call)} label={`${samples.program}: ${language.title}`} />
    </>
  )
}

export function SampleTabs({ view, input }: SampleTabsProps) {
  const { samples } = useText()
  const [chosen, setChosen] = useState('typescript')
  const call: SampleCall = {
    endpoint: location.host,
    protocol: location.protocol === 'https:' ? 'HTTPS' : 'HTTP',
    product: view.product,
    version: view.version,
    action: view.name,
    parameters: flatten(view.parameters, input),
  }
  return (
    <>
      <p>{samples.intro}</p>
      <Tabs
        label={samples.languages}
        chosen={chosen}
        onChoose={setChosen}
        tabs={sampleLanguages.map(language => ({
          key: language.id,
          label: language.title,
          content: () => <Sample language={language} call={call} />,
        }))}
      />
    </>
  )
}
