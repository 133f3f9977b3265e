/** A browser's `2026-11-24T08:00`, taken as UTC. */
export const instantOf = (local: string): string => (local.endsWith('Z') ? local : `${local}Z`)
