/** PATCHBAY_SECRET, and before it is everywhere or when it has just been changed, those that are accepted besides. */
export type Secrets = { current: string; others: readonly string[] };

export function secretsOf(env: { PATCHBAY_SECRET: string; PATCHBAY_OTHER_SECRETS: readonly string[] }): Secrets {
  return { current: env.PATCHBAY_SECRET, others: env.PATCHBAY_OTHER_SECRETS };
}

export const allSecrets = ({ current, others }: Secrets): readonly [string, ...string[]] => [current, ...others];
