import { expect, test } from "vitest";
import { isOtherLanguage } from "./other-language.ts";

const texts: Record<string, string> = {
  German:
    "Der Vertrag wird auf unbestimmte Zeit geschlossen und kann von beiden Seiten mit einer Frist von drei Monaten gekündigt werden. Die Kündigung ist schriftlich zu erklären. Das Halten von Tieren ist nur mit Zustimmung des Vermieters erlaubt, die nicht ohne Grund verweigert wird.",
  French:
    "Le contrat est conclu pour une durée indéterminée et peut être résilié par les deux parties avec un préavis de trois mois. La résiliation est faite par écrit. La détention des animaux dans le logement est permise avec l'accord du bailleur, qui ne le refuse pas sans raison.",
  Polish:
    "Umowa jest zawarta na czas nieokreślony i może być rozwiązana przez obie strony z zachowaniem trzech miesięcy wypowiedzenia. Wypowiedzenie nie jest ważne, jeżeli nie zostało złożone na piśmie, oraz w przypadku gdy się nie zgadza z umową. Najem trwa od stycznia do grudnia, a czynsz płatny jest z góry.",
  Spanish:
    "El contrato se celebra por tiempo indefinido y puede ser rescindido por las dos partes con un plazo de tres meses. La rescisión se hace por escrito. Los animales en la vivienda se permiten con el acuerdo del propietario, que no lo niega sin razón para ello.",
  Chinese:
    "本合同为无固定期限合同，双方可提前三个月通知解除。解除合同须以书面形式作出。未经房东同意，不得在房屋内饲养动物，房东不得无故拒绝。",
  Arabic: "يبرم العقد لمدة غير محددة ويمكن لأي من الطرفين إنهاؤه بإشعار مدته ثلاثة أشهر ويجب أن يكون الإنهاء كتابيا",
  Japanese:
    "契約期間の定めはなく、双方とも三か月前の通知により解約することができます。解約は書面で行わなければなりません。動物の飼育には貸主の同意が必要です。",
};
const notOther: Record<string, string> = {
  English:
    "The contract is made for an indefinite time and can be ended by both sides with a notice of three months. The notice is given in writing. Keeping animals in the flat is allowed with the landlord's consent, which is not refused without a reason. A decision de facto by the board of La Paz.",
  names:
    "Anna Müller, Kofi Mensah, Li Wei, José García, Jan de Vries, Maria da Silva, Ola Nordmann, Wang Fang. ".repeat(8),
  code: "for (let i = 0; i < n; i++) { const e = list[i]; if (e === undefined) return null; sum += e.value; } ".repeat(
    8,
  ),
  numbers: "4711 12.5 2026-11-30 E-27 99,95 ".repeat(40),
  "one sentence": "Der Vertrag ist nicht gültig.",
  nothing: "",
};

test.each(Object.entries(texts))("%s is plainly not English", (_, text) => {
  expect(isOtherLanguage([text])).toBe(true);
});

test.each(Object.entries(notOther))("%s may be English", (_, text) => {
  expect(isOtherLanguage([text])).toBe(false);
});
