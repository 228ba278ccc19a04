import type { Person, TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import type { Consent, LiveGrant } from "#networks/network.ts";
import type { World } from "../world.ts";
import { flowBinding } from "./binding.ts";
import type { Flow } from "./flow-queries.ts";

/** A consent waits sealed in its flow until it is saved to a grant or thrown away; nobody else can see it. */
export function sealConsent(world: Pick<World, "vault">, flowId: string, consent: Consent, issuedAt: Date): string {
  const { answer, person } = consent;
  const plain = {
    person,
    issuedAt: issuedAt.toISOString(),
    tokenKind: answer.tokenKind,
    scopesGranted: answer.scopesGranted,
    scopesDeclined: answer.scopesDeclined,
    accessExpiresAt: iso(answer.accessExpiresAt),
    refreshExpiresAt: iso(answer.refreshExpiresAt),
    endsAt: iso(answer.endsAt),
    dataAccessEndsAt: iso(answer.dataAccessEndsAt),
    a: answer.tokens.accessToken.reveal(),
    r: answer.tokens.refreshToken?.reveal(),
    x: answer.tokens.extra?.reveal(),
  };
  return world.vault.seal(JSON.stringify(plain), flowBinding(flowId, "consent"));
}

export interface OpenConsent {
  readonly answer: TokenAnswer;
  readonly person: Person;
  readonly issuedAt: Date;
}

export function openConsent(world: Pick<World, "vault">, flow: Flow): OpenConsent {
  if (!flow.consentSealed) throw new Error(`flow ${flow.id} holds no consent`);
  const plain = JSON.parse(
    world.vault.open(flow.consentSealed, flowBinding(flow.id, "consent")).reveal(),
  ) as SealedConsent;
  const secret = (text: string | undefined): Secret | undefined => (text === undefined ? undefined : Secret.of(text));
  return {
    person: plain.person,
    issuedAt: new Date(plain.issuedAt),
    answer: {
      tokenKind: plain.tokenKind,
      scopesGranted: plain.scopesGranted,
      scopesDeclined: plain.scopesDeclined,
      accessExpiresAt: date(plain.accessExpiresAt),
      refreshExpiresAt: date(plain.refreshExpiresAt),
      endsAt: date(plain.endsAt),
      dataAccessEndsAt: date(plain.dataAccessEndsAt),
      tokens: { accessToken: Secret.of(plain.a), refreshToken: secret(plain.r), extra: secret(plain.x) },
    },
  };
}

/** The consent as a grant that is not saved yet, for discovery and proof. */
export function asLiveGrant(flow: Flow, consent: OpenConsent): LiveGrant {
  const { answer } = consent;
  return {
    ...answer,
    id: flow.id,
    setter: consent.person,
    scopesGranted: answer.scopesGranted,
    issuedAt: consent.issuedAt,
  };
}

interface SealedConsent {
  person: Person;
  issuedAt: string;
  tokenKind: TokenAnswer["tokenKind"];
  scopesGranted?: string[];
  scopesDeclined?: string[];
  accessExpiresAt?: string | null;
  refreshExpiresAt?: string | null;
  endsAt?: string | null;
  dataAccessEndsAt?: string | null;
  a: string;
  r?: string;
  x?: string;
}

function iso(moment: Date | null | undefined): string | null | undefined {
  return moment ? moment.toISOString() : moment;
}

function date(text: string | null | undefined): Date | null | undefined {
  return typeof text === "string" ? new Date(text) : text;
}
