import { findPerson } from "../find.ts";
import type { Play } from "../play.ts";
import { ControlProblem } from "../problem.ts";
import type { PersonBlock } from "../state.ts";
import { endTokens } from "../tokens.ts";
import type { ControlAct } from "./act.ts";

const blocks: readonly string[] = ["checkpoint", "unconfirmed", "policy"] satisfies PersonBlock[];
const isBlock = (text: string): text is PersonBlock => blocks.includes(text);

function leaveBrowsers(play: Play, person: string): void {
  for (const session of Object.values(play.state.sessions))
    if (session.person === person) delete play.state.sessions[session.id];
}

/** What happens to a person. */
export const personActs: Record<string, ControlAct> = {
  "change-password": {
    about: "The person changes the password: all tokens and browser logins end.",
    fields: { person: "handle, e-mail, id or name", "password?": "the new one" },
    run(part, fields) {
      const person = findPerson(part.play, fields.text("person"));
      person.password = fields.maybeText("password") ?? `${person.password}-new`;
      leaveBrowsers(part.play, person.id);
      const ended = endTokens(part.play, "password_changed", (one) => one.person === person.id);
      return { password: person.password, tokensEnded: ended };
    },
  },
  "sign-out": {
    about: "The network ends all sessions of the person.",
    fields: { person: "handle, e-mail, id or name" },
    run(part, fields) {
      const person = findPerson(part.play, fields.text("person"));
      leaveBrowsers(part.play, person.id);
      return {
        tokensEnded: endTokens(part.play, "signed_out", (one) => one.person === person.id),
      };
    },
  },
  "block-person": {
    about: "The network blocks the person until unblocked, or until they pass the security check.",
    fields: { person: "handle, e-mail, id or name", "block?": `${blocks.join(", ")}` },
    run(part, fields) {
      const person = findPerson(part.play, fields.text("person"));
      const block = fields.maybeText("block") ?? "checkpoint";
      if (!isBlock(block)) throw new ControlProblem(`"block" must be one of ${blocks.join(", ")}.`);
      person.blocked = block;
    },
  },
  "unblock-person": {
    about: "Ends a block; tokens that were not ended otherwise work again.",
    fields: { person: "handle, e-mail, id or name" },
    run(part, fields) {
      findPerson(part.play, fields.text("person")).blocked = null;
    },
  },
  "rename-person": {
    about: "Changes a person's name.",
    fields: { person: "handle, e-mail, id or name", name: "the new one" },
    run(part, fields) {
      findPerson(part.play, fields.text("person")).name = fields.text("name");
    },
  },
};
