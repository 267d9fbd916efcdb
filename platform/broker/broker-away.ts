/** The broker cannot be reached, or does not let this process in. The message says why in a sentence, and what to do. */
export class BrokerAway extends Error {
  override name = "BrokerAway";
}
