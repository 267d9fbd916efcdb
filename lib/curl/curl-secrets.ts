/** What in a request is a secret: by the name that it has, or by how known keys look. */

const secretWords =
  /(^|[-_.])(api[-_]?key|apikey|key|token|secret|auth|authorization|password|passwd|pwd|signature|sig|session|credential|credentials|cookie|jwt|bearer)($|[-_.])/i;
const harmless =
  /^(idempotency-key|content-.*|accept.*|sec-.*|x-csrf-.*|.*-?key-?id|public[-_]key|sort[-_]key|page[-_]?token|next[-_]?token|max[-_]tokens?|.*cursor.*)$/i;

/** Keys whose beginning tells what they are: OpenAI, Anthropic, GitHub, GitLab, Slack, AWS, Google, Stripe, SendGrid; and JSON Web Tokens. */
const knownShapes =
  /\b(sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|A[KS]IA[A-Z0-9]{16}|AIza[\w-]{30,}|[rs]k_(live|test)_\w{10,}|SG\.[\w-]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/;

export function isSecretName(name: string): boolean {
  if (harmless.test(name)) return false;
  return secretWords.test(name.replace(/([a-z])([A-Z])/g, "$1-$2"));
}

function looksSecret(text: string): boolean {
  return knownShapes.test(text);
}

export function isSecret(name: string, value: string): boolean {
  return value !== "" && (isSecretName(name) || looksSecret(value));
}
