import { withHeaders, type Answer, type Play } from "../play.ts";

/** `X-App-Usage`: percentages of the app's quota. That Threads sends it is unconfirmed (its fact sheet, §8). */
export const appUsage = (percent: number): Record<string, string> => ({
  "x-app-usage": JSON.stringify({ call_count: percent, total_time: percent, total_cputime: percent }),
});

/** The header that every answer bears while somebody watches the quota. */
export const usageNow = ({ state }: Play): Record<string, string> =>
  state.usage === null ? {} : appUsage(state.usage);

/** A refusal that says, for one profile, in how many minutes calls are welcome again (`X-Business-Use-Case-Usage`). */
export function usedUp(answer: Answer, of: { id: string; type: string; minutes: number }): Answer {
  const use = {
    type: of.type,
    call_count: 100,
    total_cputime: 23,
    total_time: 23,
    estimated_time_to_regain_access: of.minutes,
  };
  return withHeaders(answer, { "x-business-use-case-usage": JSON.stringify({ [of.id]: [use] }) });
}
