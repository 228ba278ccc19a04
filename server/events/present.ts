import type * as contract from "#sdk/contract.ts";
import type { EventRow } from "./queries.ts";
import { eventSentence } from "./words.ts";

/** `networkOf`: the network's name for an event whose facts do not carry it. */
export function presentEvent(event: EventRow, networkOf: string): contract.TimelineEvent {
  const network = typeof event.facts["network"] === "string" ? event.facts["network"] : networkOf;
  const { text, tone } = eventSentence(event.kind, event.facts, network);
  return {
    id: event.id,
    at: event.at.toISOString(),
    kind: event.kind,
    text,
    tone,
    profileId: event.profileId,
    grantId: event.grantId,
    incidentId: event.incidentId,
    actor: event.actor,
    evidence: presentEvidence(event.evidence),
  };
}

function presentEvidence(evidence: Record<string, unknown> | null): contract.TimelineEvent["evidence"] {
  if (!evidence) return null;
  const text = (name: string): string => (typeof evidence[name] === "string" ? evidence[name] : "");
  const trouble = text("trouble");
  return {
    act: text("act"),
    address: text("address"),
    status: typeof evidence["status"] === "number" ? evidence["status"] : 0,
    ...(trouble ? { trouble } : {}),
    body: evidence["body"] ?? null,
    rule: text("rule"),
    source: text("source"),
    at: text("at"),
  };
}
