import type { DemoState } from "../contract.ts";
import type { Transport } from "./transport.ts";

/** The simulated networks; only where `Session.demo` is true. */
export const demo = ({ get, post }: Transport) => ({
  /** What the simulated networks can be made to do, and the time there. */
  demoState: () => get<DemoState>("/demo/state"),
  /** Makes it happen. */
  demoAction: (id: string) => post<DemoState>(`/demo/actions/${encodeURIComponent(id)}`),
});
