import type { FailureDiagnosis, FailureReport, Page, UnrecognisedAnswer } from "../contract.ts";
import { at, search, type Paging, type Transport } from "./transport.ts";

/** What a network's refusal means. */
export const failures = ({ get, post, remove }: Transport) => ({
  /** What an answer of this network means; nothing is kept. */
  diagnose: (network: string, report: FailureReport) =>
    post<FailureDiagnosis>(at("networks", network, "diagnose"), report),
  /** A network refused a call of yours: what it means, and we look ourselves. `dry`: only say what it means. */
  reportFailure: (profileId: string, report: FailureReport, { dry = false }: { dry?: boolean } = {}) =>
    post<FailureDiagnosis>(at("profiles", profileId, "failures") + search({ dry: dry || undefined }), report),
  /** Answers that no row of a network's table fits; for the operator. */
  unrecognised: (query: Paging & { network?: string } = {}) =>
    get<Page<UnrecognisedAnswer>>(at("unrecognised"), { ...query }),
  /** Strikes one from that list, because it is understood now. */
  forgetUnrecognised: (id: string) => remove(at("unrecognised", id)),
});
