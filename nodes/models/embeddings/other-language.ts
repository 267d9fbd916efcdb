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
/** Of these, such as are parts of names, or words of English or of programs, too: “Vincent van Gogh”, “price per unit”. */
const ambiguous = wordSet("der die den des von van del dos das los las les dei per non met pour par con sur aux bir");
/** And the other way round. */
const english = wordSet(
  "the and of that this with from are have you your which not for by what how they there these can is to it be",
);
/** Less says too little. */
const LEAST_WORDS = 40;
/** Different ones that say it beyond doubt; codes of languages and countries have two letters. */
const LEAST_TELLING = 3;
/** Those of the 16 languages: the embedding that is recommended reads no others. */
const readScripts =
  /[\p{Script=Arabic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Thai}]/gu;

/**
 * Whether the texts are plainly not English but of another language that the multilingual embedding on board reads: in its
 * letters, or with its small words. Lists of names, codes or numbers are not, nor is code.
 */
export function isOtherLanguage(texts: readonly string[]): boolean {
  const text = texts.join("\n").toLowerCase();
  // One letter is a word in some languages, and a variable or a unit in others.
  const latin = text.match(/\p{Script=Latin}{2,}/gu) ?? [];
  const strange = text.match(readScripts)?.length ?? 0;
  const letters = latin.reduce((sum, word) => sum + word.length, 0);
  if (strange >= LEAST_WORDS && strange > letters) return true;
  if (latin.length < LEAST_WORDS) return false;
  const telling = latin.filter((word) => word.length > 2 && others.has(word) && !ambiguous.has(word));
  if (new Set(telling).size < LEAST_TELLING) return false;
  const share = (words: ReadonlySet<string>) => latin.filter((word) => words.has(word)).length / latin.length;
  const [other, own] = [share(others), share(english)];
  return other > 0.08 && other > 2 * own;
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
