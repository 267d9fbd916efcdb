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
Object.assign(texts, {
  Portuguese:
    "O contrato é celebrado por tempo indeterminado e pode ser rescindido por ambas as partes com um aviso de três meses. A rescisão deve ser feita por escrito. Os animais no apartamento são permitidos com o acordo do senhorio, que não o recusa sem uma razão.",
  Italian:
    "Il contratto è concluso a tempo indeterminato e può essere risolto da entrambe le parti con un preavviso di tre mesi. Il recesso è fatto per iscritto. Gli animali nell'appartamento sono ammessi con il consenso del locatore, che non lo rifiuta senza ragione. Le spese sono della parte che recede.",
  Dutch:
    "De overeenkomst is voor onbepaalde tijd gesloten en kan door beide partijen met een termijn van drie maanden worden opgezegd. De opzegging is schriftelijk. Het houden van dieren is niet toegestaan zonder toestemming van de verhuurder, die dat niet zonder reden weigert.",
  Turkish:
    "Sözleşme belirsiz süreli olarak yapılır ve her iki tarafça üç ay önceden bildirimde bulunarak sona erdirilebilir. Fesih yazılı olarak yapılır. Evde hayvan beslemek için ev sahibinin onayı gerekir ve bu onay haklı bir neden olmadan reddedilemez. Daha çok bilgi için bir dilekçe ile başvurun.",
  Russian:
    "Договор заключён на неопределённый срок и может быть расторгнут обеими сторонами с уведомлением за три месяца.",
  Korean: "본 계약은 기간의 정함이 없으며 양 당사자는 세 달 전에 통지하여 해지할 수 있다. 해지는 서면으로 하여야 한다.",
  Thai: "สัญญานี้ไม่มีกำหนดระยะเวลา และทั้งสองฝ่ายสามารถบอกเลิกได้โดยแจ้งล่วงหน้าสามเดือน",
  "Japanese with names of technology":
    "このAPIはJSONを返します。エンドポイントは/api/v1/runsで、トークンが必要です。エラーの場合は429が返されます。再試行してください。設定は環境変数で行います。",
});
const notOther: Record<string, string> = {
  English:
    "The contract is made for an indefinite time and can be ended by both sides with a notice of three months. The notice is given in writing. Keeping animals in the flat is allowed with the landlord's consent, which is not refused without a reason. A decision de facto by the board of La Paz.",
  names:
    "Anna Müller, Kofi Mensah, Li Wei, José García, Jan de Vries, Maria da Silva, Ola Nordmann, Wang Fang. ".repeat(8),
  code: "for (let i = 0; i < n; i++) { const e = list[i]; if (e === undefined) return null; sum += e.value; } ".repeat(
    8,
  ),
  numbers: "4711 12.5 2026-11-30 E-27 99,95 ".repeat(40),
  "names with particles":
    "Ludwig van Beethoven, Leonardo da Vinci, Juan del Rio, Otto von Bismarck, Anna van der Berg, Maria dos Santos, Charles de Gaulle, Jean de La Fontaine, Pedro de los Reyes, Ursula von der Leyen. ".repeat(
      2,
    ),
  addresses:
    "12 Rue de la Paix, Paris. Calle de los Reyes 4, Madrid. Via del Corso 7, Roma. Rua da Prata 9, Lisboa. El Paso, La Jolla. ".repeat(
      4,
    ),
  "codes of languages":
    '"en": "English", "de": "German", "es": "Spanish", "da": "Danish", "se": "Sami", "nl": "Dutch". '.repeat(9),
  "a catalogue": "Non-stick pan, price per unit. Non-slip mat per pair. Par 30 lamp, per box. Die cut sheet. ".repeat(
    6,
  ),
  columns:
    "SELECT op, met, des FROM par WHERE non = 1 AND zu < 4 ORDER BY bin DESC; CREATE TABLE con (per text); ".repeat(6),
  encoded: "QWxhZGRpbjpvcGVuIHNlc2FtZQ dEl zU deR lAs ".repeat(30),
  formulas: "α + β = γ, where Δ, Σ, Ω; ∑ α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω. ".repeat(3),
  "German and English":
    "The contract is made for an indefinite time. Der Vertrag wird auf unbestimmte Zeit geschlossen. It can be ended by both sides with a notice of three months. Er kann von beiden Seiten mit einer Frist von drei Monaten gekündigt werden. ".repeat(
      2,
    ),
  "Hindi, which the multilingual embedding does not read":
    "यह अनुबंध अनिश्चित काल के लिए है और दोनों पक्ष तीन महीने की सूचना देकर इसे समाप्त कर सकते हैं। सूचना लिखित रूप में दी जानी चाहिए।",
  "Greek, which the multilingual embedding does not read":
    "Η σύμβαση συνάπτεται για αόριστο χρόνο και μπορεί να λυθεί και από τα δύο μέρη με προειδοποίηση τριών μηνών.",
  "one sentence": "Der Vertrag ist nicht gültig.",
  nothing: "",
};

test.each(Object.entries(texts))("%s is plainly not English", (_, text) => {
  expect(isOtherLanguage([text])).toBe(true);
});

test.each(Object.entries(notOther))("%s does not ask for the multilingual embedding", (_, text) => {
  expect(isOtherLanguage([text])).toBe(false);
});
