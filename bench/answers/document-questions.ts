/**
 * Documents that are not the handbook, each in a collection of its own, as newcomers bring them. Their lines are broken as
 * a PDF's are. Whole kinds are held out: their questions were written before anything was tuned on the others.
 */
import type { Asked } from "./handbook-questions.ts";

export const tunedDocuments: Record<string, Asked[]> = {
  "rental-contract.pdf": [
    { question: "How much is the deposit?", says: /2,820/ },
    { question: "What is the total rent per month?", says: /1,160/ },
    { question: "May I keep a dog?", says: /written consent/i },
    { question: "When are the quiet hours?", says: /22:00/ },
    { question: "How long is the tenant's period of notice?", says: /notice of three months/i },
    { question: "When is the rent due?", says: /third working day/i },
    { question: "How many keys do I get?", says: /two house keys/i },
    { question: "Who pays for small repairs?", says: /tenant bears/i },
    { question: "How much is the heating?", says: /85\.00/ },
  ],
  "coffee-machine-manual.pdf": [
    { question: "What does error E-11 mean?", says: /unit blocked/i },
    { question: "How often do I have to descale it?", says: /three months/i },
    { question: "How heavy is the machine?", says: /8\.6/ },
    { question: "How long does the warranty last?", says: /30 months/ },
    { question: "How much water goes into the tank?", says: /1\.8/ },
    { question: "Can I use vinegar?", says: /never use vinegar/i },
    { question: "What is the service phone number?", says: /555 0147/ },
    { question: "What should I do when E-27 appears?", says: /30 minutes/ },
    { question: "How long does descaling take?", says: /22 minutes/ },
  ],
  "invoice.txt": [
    { question: "What is the invoice number?", says: /2026-0417/i },
    { question: "What is the total amount due?", says: /1,061\.96/i },
    { question: "When do I have to pay?", says: /30 days/i },
    { question: "How much discount do I get if I pay early?", says: /2 %/i },
    { question: "What is the IBAN?", says: /DE02/i },
    { question: "How much does one patch panel cost?", says: /86\.50/i },
    { question: "How long is the warranty?", says: /24\s+months/i },
    { question: "Who can I call about this invoice?", says: /Petra Olsen/i },
    { question: "When were the goods delivered?", says: /9 March/i },
  ],
  "contract.txt": [
    { question: "How much is the monthly rent?", says: /7,440/i },
    { question: "When does the lease begin?", says: /1 July 2026/i },
    { question: "How long is the fixed term?", says: /five years/i },
    { question: "How large is the floor area?", says: /310/i },
    { question: "How much is the deposit?", says: /three months/i },
    { question: "Who pays for small repairs?", says: /expense of the Tenant/i },
    { question: "By how much can the rent rise in a year?", says: /4 percent/i },
    { question: "When is the deposit returned?", says: /60 days/i },
    { question: "Which law governs the agreement?", says: /Ireland/i },
  ],
  "manual.txt": [
    { question: "How often should I descale the machine?", says: /three months|red drop/i },
    { question: "Can I use vinegar?", says: /not use vinegar/i },
    { question: "How much water does the tank hold?", says: /1\.8/i },
    { question: "Why does the machine not switch on?", says: /side door|plug/i },
    { question: "How long is the guarantee?", says: /two years/i },
    { question: "Which parts can go in the dishwasher?", says: /drip tray and the grounds/i },
    { question: "When does the machine switch off by itself?", says: /30 minutes/i },
    { question: "How do I change the amount of coffee?", says: /hold the button/i },
    { question: "What should I do if the coffee is too weak?", says: /finer/i },
  ],
};

export const heldOutDocuments: Record<string, Asked[]> = {
  "policy.txt": [
    { question: "How much is the premium?", says: /214/i },
    { question: "How much is my excess for storm damage?", says: /300/i },
    { question: "Up to how much is cash covered?", says: /800/i },
    { question: "Is damage by floods insured?", says: /do not pay for damage by floods/i },
    { question: "How soon must I report damage?", says: /7 days/i },
    { question: "What is my policy number?", says: /HM-77/i },
    { question: "How do I cancel the policy?", says: /one month|writing to us/i },
    { question: "Who is my adviser?", says: /Brennan/i },
  ],
  "minutes.txt": [
    { question: "When is the next meeting?", says: /12 May/i },
    { question: "How much money is in the account?", says: /18,240/i },
    { question: "What is the annual fee for students?", says: /60 euros/i },
    { question: "How many children have signed up for the summer course?", says: /23/i },
    { question: "When is the regatta?", says: /12 September/i },
    { question: "Who will look at the roof?", says: /Finn/i },
    { question: "How much is offered for the old four?", says: /2,300/i },
    { question: "Who sponsors the prizes?", says: /bakery/i },
  ],
  "datasheet.txt": [
    { question: "What is the measuring range?", says: /-40/i },
    { question: "How long does the battery last?", says: /six\s+years/i },
    { question: "Can I use alkaline cells?", says: /must not/i },
    { question: "How do I activate the sensor?", says: /magnet/i },
    { question: "How much does the sensor cost?", says: /89/i },
    { question: "What is the protection class?", says: /IP67/i },
    { question: "How far does the radio reach inside buildings?", says: /600/i },
    { question: "How long does delivery take?", says: /two weeks/i },
  ],
};
