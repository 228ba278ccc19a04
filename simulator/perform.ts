import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { redactedParams } from "./call-log.ts";
import { fits, isWireFault, takeFault, type Fault } from "./faults.ts";
import type { Answer, Call, Caller, Play } from "./play.ts";
import type { Part, Stage } from "./stage.ts";
import { send } from "./transport.ts";

/** Calls that get no answer until the fault is switched off or the simulator closes. */
export type Hanging = Map<Socket, string>;

/** Finds the network that plays a host; of several behind one sign-in the first that knows whose call this is, else the first. */
export function partFor(stage: Stage, host: string, call: Call): Part | undefined {
  const parts = [...stage.parts.values()].filter((part) => Object.hasOwn(part.network.hosts, host));
  const isKnownTo = ({ network, play }: Part): boolean => network.knows?.(play, call) ?? false;
  return (parts.length > 1 ? parts.find(isKnownTo) : undefined) ?? parts[0];
}

/** Lets a network answer one call, with whatever faults are switched on, and logs it. */
export async function perform(
  stage: Stage,
  part: Part,
  wire: { call: Call; socket: Socket; response: ServerResponse; hanging: Hanging },
): Promise<void> {
  const { call, socket, response, hanging } = wire;
  const play = forOneCall(part.play);
  const caller = part.network.caller(part.play, call);
  const fault = wireFault(part, call, caller);
  const log = (answer: Answer | null): void => logCall(stage, part, { call, caller, fault, answer });
  switch (fault?.kind) {
    case "hang":
      hanging.set(socket, fault.id);
      socket.once("close", () => hanging.delete(socket));
      return log(null);
    case "reset":
      socket.resetAndDestroy();
      return log(null);
    case "lost_answer":
      await part.network.answer(play, call);
      socket.destroy();
      return log(null);
    case "slow": {
      const answer = await part.network.answer(play, call);
      log(answer);
      await pause(fault.delayMs ?? 1000, undefined, { ref: false });
      return send(response, answer);
    }
    default: {
      const answer = fault ? part.network.trouble(play, call, fault) : await part.network.answer(play, call);
      log(answer);
      return send(response, answer);
    }
  }
}

// A network asks about the same switch several times in one call; "the next N calls" must count it once.
function forOneCall(play: Play): Play {
  const taken = new Set<Fault>();
  return {
    ...play,
    fault(kind, seen) {
      const again = [...taken].find((one) => one.kind === kind && fits(one, seen));
      const fault = again ?? play.fault(kind, seen);
      if (fault) taken.add(fault);
      return fault;
    },
  };
}

// Pictures never fail, and a person's pages fail only in an outage, unless the fault names the host.
function wireFault(part: Part, call: Call, caller: Caller): Fault | undefined {
  const kind = part.network.hosts[call.host];
  const seen = { ...caller, host: call.host, method: call.method, path: call.path };
  const reaches = (fault: Fault): boolean =>
    fault.host !== null || kind === "api" || (kind === "site" && fault.kind === "outage");
  return takeFault(part.faults, seen, (fault) => isWireFault(fault.kind) && reaches(fault));
}

function logCall(
  stage: Stage,
  part: Part,
  made: { call: Call; caller: Caller; fault: Fault | undefined; answer: Answer | null },
): void {
  const { call, caller, fault, answer } = made;
  const { people } = part.play.state;
  stage.log.add({
    at: new Date(stage.now()).toISOString(),
    network: part.network.id,
    host: call.host,
    method: call.method,
    path: call.path,
    params: redactedParams(call.query, call.form),
    person: people[caller.person ?? ""]?.handle ?? null,
    page: caller.page ?? null,
    app: caller.app ?? null,
    status: answer?.status ?? null,
    code: answer ? (part.network.errorCode?.(answer) ?? null) : null,
    fault: fault?.kind ?? null,
  });
}
