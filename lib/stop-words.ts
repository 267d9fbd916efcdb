/** English words that say nothing of what a text is about; a search by words leaves them out. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    "a about an and are as at be but by can did do does for from had has have how i if in into is it its me my not of " +
    "on or our so that the their them then there these they this to was we were what when where which who why will " +
    "with you your"
  ).split(" "),
);
