import { answerAfterApproval } from "./answer-after-approval.ts";
import { askTheHandbook } from "./ask-the-handbook.ts";
import type { Example } from "./example.ts";
import { extractToTable } from "./extract-to-table.ts";
import { judgeAReview } from "./judge-a-review.ts";
import { recommendABook } from "./recommend-a-book.ts";
import { recommendInRealTime } from "./recommend-in-real-time.ts";
import { reviewsToTable } from "./reviews-to-table.ts";
import { routeAndAnswer } from "./route-and-answer.ts";

/** In the order in which the home page shows them to a newcomer. */
export const examples: readonly Example[] = [
  askTheHandbook,
  routeAndAnswer,
  extractToTable,
  recommendABook,
  recommendInRealTime,
  answerAfterApproval,
  judgeAReview,
  reviewsToTable,
];
