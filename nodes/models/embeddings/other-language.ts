/** Words that nearly every text of a language has, and English texts have not, or hardly. */
const others = wordSet(
  "der die das und ist nicht ein eine einen mit für auf von zu den dem des sich auch wird werden oder bei " +
    "le la les des du et est une dans pour que qui sur pas avec par au aux " +
    "el los las del un una por con para es se como más su " +
    "il di che è per non della dei nel alla sono gli " +
    "os um uma não com da dos na ao " +
    "het een van en niet op dat zijn voor met te " +
    "nie że jest się do od oraz przez " +
    "ve bir bu için ile çok daha olan",
);
/** And the other way round. */
const english = wordSet(
  "the and of that this with from are have you your which not for by what how they there these can is to it be",
);
/** Less says too little. */
const LEAST_WORDS = 40;

/**
 * Whether the texts are plainly not English: in other letters than Latin ones, or with the small words of other languages.
 * Lists of names, numbers or code are not.
 */
export function isOtherLanguage(texts: readonly string[]): boolean {
  const text = texts.join("\n").toLowerCase();
  // One letter is a word in some languages, and a variable or a unit in others.
  const latin = text.match(/\p{Script=Latin}{2,}/gu) ?? [];
  const strange = text.match(/[\p{L}--\p{Script=Latin}]/gv)?.length ?? 0;
  const letters = latin.reduce((sum, word) => sum + word.length, 0);
  if (strange >= LEAST_WORDS && strange > letters) return true;
  if (latin.length < LEAST_WORDS) return false;
  const share = (words: ReadonlySet<string>) => latin.filter((word) => words.has(word)).length / latin.length;
  const [other, own] = [share(others), share(english)];
  return other > 0.08 && other > 2 * own;
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
