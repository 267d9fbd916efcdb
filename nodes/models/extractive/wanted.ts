/** What kind of thing a question asks for, and whether a sentence has one: a price, a weight, a number, a time. */

const money = /[€$£¥]\s?\d|\d\s?(?:[€$£¥]|(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?|francs?|cents?)\b)/i;
const weight = /\d\s?(?:mg|g|kg|t|lbs?|oz|grams?|kilograms?|kilos?|tons?|tonnes?|pounds?|ounces?)\b/i;
const number =
  /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred|thousand|half|once|twice|daily|weekly|monthly|yearly|every)\b/i;
const time =
  /\b\d{1,2}[:.]\d{2}\b|\b(?:19|20)\d{2}\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|hours?|days?|weeks?|months?|years?|minutes?|noon|midnight)\b/i;

const volume = /\d\s?(?:ml|cl|dl|l|lit(?:re|er)s?|millilit(?:re|er)s?|gallons?|pints?|cups?)\b/i;

/** The first that the question asks for is what it asks for. */
const kinds = [
  {
    asks: /\bhow much (?:do|does|did|is|are|was|will)\b|\bwhat\b.*\b(?:price|cost|costs|fee|rent|salary|premium)\b/i,
    has: money,
  },
  { asks: /\bhow (?:heavy|much .* weigh)|\bweight\b/i, has: weight },
  { asks: /\bhow much (?:water|milk|coffee|oil|fuel|liquid|descaler)\b/i, has: volume },
  { asks: /^\W*when\b|\b(?:what time|which day|how (?:long|soon|often))\b/i, has: time },
  { asks: /\bhow (?:much|many|large|big|far|high|tall|wide|deep|old|fast)\b/i, has: number },
];

/** Whether the question asks for a kind of thing that the sentence has. */
export function hasWanted(question: string, sentence: string): boolean {
  return kinds.find(({ asks }) => asks.test(question))?.has.test(sentence) ?? false;
}

const names = [
  [/\bheavy|weigh/i, "weight"],
  [/\bcosts?\b|\bexpensive\b/i, "price"],
  [/\bprice\b/i, "cost"],
  [/\bhow long\b/i, "length duration"],
  [/\bhow (?:high|tall)\b/i, "height"],
  [/\bhow wide\b/i, "width"],
  [/\bhow deep\b/i, "depth"],
  [/\bhow old\b/i, "age"],
  [/\bhow much\b.*\bholds?\b/i, "capacity"],
] as const;

/** The question, and what a table calls what it asks for: “How heavy is it?” asks for the weight. */
export function withNames(question: string): string {
  return [question, ...names.flatMap(([asks, name]) => (asks.test(question) ? [name] : []))].join(" ");
}
