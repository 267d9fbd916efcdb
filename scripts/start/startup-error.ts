/** A problem that the person who starts Patchbay can solve; its message is shown without a stack. */
export class StartupError extends Error {
  override name = "StartupError";
}
