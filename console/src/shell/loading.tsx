import { useText } from '../language/language.tsx'

/** Stands where something is still on its way. */
export const Loading = () => (
  <p className="loading" role="status">
    {useText().app.loading}
  </p>
)
