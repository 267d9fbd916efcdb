/** What the codes mean with which a sign-in elsewhere comes back. Never the text that comes with them: anyone can write that. */
const usedLink =
  "This sign-in link has been used or has expired. Restart Patchbay and open the new link that it prints.";

export function signInProblem(code: string, provider: string): string {
  const problems: Record<string, string> = {
    INVALID_TOKEN: usedLink,
    new_user_signup_disabled: usedLink,
    oidc_away: `${upper(provider)} does not answer at the moment. Sign in another way, or try again later.`,
    oidc_domain: "Addresses of this domain may not sign in here. Use another account.",
    oidc_no_role: `Your account at ${provider} has no group that may use Patchbay. Ask its administrator to add you to one.`,
    oidc_no_account: "There is no account here for your address. Ask an owner for an invitation.",
    oidc_email_unverified: `Your email address is not verified at ${provider}. Verify it there, then try again.`,
    account_not_linked: `There is already an account with your address, and it is not certain that it is yours. Sign in to it another way, then connect ${provider} under Settings → Account.`,
    unable_to_link_account: `Your email address is not verified at ${provider}. Verify it there, then try again.`,
    email_does_not_match: `Your address at ${provider} differs from the one here. Change your address here first, then connect it.`,
    account_already_linked_to_different_user: `This account at ${provider} is connected to another person here.`,
    email_not_found: `${upper(provider)} did not share your email address. Ask an administrator to add the scope “email”.`,
    access_denied: "The sign-in was cancelled.",
    unable_to_get_user_info: `What ${provider} said about your account could not be verified. Try again; if it happens again, ask an administrator to check the provider's settings.`,
    invalid_code: `${upper(provider)} did not accept the sign-in. Try again; if it happens again, ask an administrator to check the client secret that Patchbay has.`,
    state_mismatch: "That took too long, or began in another browser. Try again.",
    please_restart_the_process: "That took too long, or began in another browser. Try again.",
  };
  return Object.hasOwn(problems, code)
    ? (problems[code] ?? "")
    : `Signing in with ${provider} did not work. Try again.`;
}

const upper = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
