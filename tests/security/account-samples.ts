/** Inputs for the procedures about how people sign in. */
export const accountSamples = ({ passkeyId }: { passkeyId: string }) => ({
  "account.get": { names: false },
  "account.signInWays": { names: false },
  "account.update": { input: {}, names: false },
  "account.setPassword": { input: { password: "long enough now" }, names: false },
  "account.passkeys": { names: false },
  "account.renamePasskey": { input: { id: passkeyId, name: "Taken over" }, names: true },
  "account.removePasskey": { input: { id: passkeyId }, names: true },
  "signInRules.get": { names: false },
  "signInRules.set": { input: { requiresTwoFactor: false }, names: false },
});
