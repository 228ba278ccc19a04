import type { Row } from "../kit/answer.ts";

/** Rows do not match a 5xx unless they name it; Threads sends definite answers with 500, so these say so. None of them may end anything, but for what a date of Threads' own confirms. */
export const alsoWith500 = (row: Row & { readonly rule: string }): Row[] => [
  row,
  { ...row, when: { ...row.when, status: 500 } },
];
