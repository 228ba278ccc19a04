import type * as contract from "#sdk/contract.ts";
import { eventSentence } from "../words/timeline.ts";
import type { EventRow } from "./queries.ts";

export interface NetworkWords {
  /** For an event whose facts do not carry it. */
  readonly name: string;
  /** What a profile is called there. */
  readonly noun: string;
}

export function presentEvent(event: EventRow, words: NetworkWords): contract.TimelineEvent {
  const network = typeof event.facts["network"] === "string" ? event.facts["network"] : words.name;
  const { text, tone } = eventSentence(event.kind, event.facts, { name: network, noun: words.noun });
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
  const restsOn = oneOf(["code", "words", "status"] as const, evidence["restsOn"]);
  return {
    act: text("act"),
    address: text("address"),
    status: typeof evidence["status"] === "number" ? evidence["status"] : 0,
    ...(trouble ? { trouble } : {}),
    body: evidence["body"] ?? null,
    rule: text("rule"),
    ...(restsOn ? { restsOn } : {}),
    source: text("source"),
    at: text("at"),
  };
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((one) => one === value);
}
