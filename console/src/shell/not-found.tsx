import { useText } from '../language/language.tsx'
import { Heading } from './heading.tsx'

export function NotFound() {
  const { app } = useText()
  return (
    <>
      <Heading title={app.notFoundTitle} />
      <p>{app.notFound}</p>
    </>
  )
}
