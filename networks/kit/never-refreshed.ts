import type { RefreshPolicy } from "#core/refresh-plan.ts";

/** Nothing refreshes: `fixed` ends by a date or an act, `none` has no end. The numbers beside the model are without effect. */
export const neverRefreshed = (model: "fixed" | "none", source: string): RefreshPolicy => ({
  model,
  handOutSeconds: 0,
  keepaliveShare: 1,
  idleSeconds: 0,
  minimumAgeSeconds: 0,
  source,
});
