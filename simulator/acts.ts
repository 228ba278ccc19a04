import { authorizationActs } from "./acts/authorization.ts";
import { faultActs } from "./acts/faults.ts";
import { lifeActs } from "./acts/life.ts";
import { pageActs } from "./acts/pages.ts";
import { personActs } from "./acts/people.ts";
import type { ControlAct } from "./acts/act.ts";

/** Everything that can be done to one network, as `POST /control/{network}/{name}`. */
export const acts: Record<string, ControlAct> = {
  ...lifeActs,
  ...personActs,
  ...pageActs,
  ...authorizationActs,
  ...faultActs,
};
