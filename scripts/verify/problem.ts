/** A failed check: a sentence, and what to do. */
export class Problem extends Error {
  override name = "Problem";
  readonly advice: string;

  constructor(problem: string, advice: string) {
    super(problem);
    this.advice = advice;
  }
}

/** A check that cannot be made here, which is no fault of the installation. */
export class LeftOut extends Error {
  override name = "LeftOut";
}
