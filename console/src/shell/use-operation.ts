import { useQuery } from '@tanstack/react-query'
import type { Catalogue, OperationView } from '../api/catalogue.ts'
import { theCatalogue } from '../services.ts'

/** What the server can be asked. */
export function useCatalogue(): { readonly catalogue: Catalogue | undefined; readonly error: unknown } {
  const { data, error } = useQuery({
    queryKey: ['catalogue'],
    queryFn: theCatalogue,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { catalogue: data, error: error ?? undefined }
}

/** One operation; undefined while it is read, and when there is none of that name. */
export function useOperation(name: string): { readonly view: OperationView | undefined; readonly error: unknown } {
  const { catalogue, error } = useCatalogue()
  return { view: catalogue?.find(name), error }
}
