import { Button, PasswordInput } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { renderSVG } from "uqr";
import { accepted } from "../../accepted.ts";
import { auth } from "../../auth.ts";
import { Section } from "../../parts/page.tsx";
import { StatusIcon } from "../../parts/status-icon.tsx";
import { sessionQuery } from "../../queries.ts";
import { CodeForm } from "../../parts/code-form.tsx";
import { FormError } from "../../parts/form-error.tsx";
import styles from "./security.module.css";

interface Enrolment {
  totpURI: string;
  backupCodes: string[];
}

/** Turned on in three acts: password, authenticator app, first code. */
export function TwoFactor({ on }: { on: boolean }) {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  return (
    <Section title="Two-factor sign-in">
      <div className={styles.part}>
        <p className="row">
          <StatusIcon status={on ? "connected" : "disconnected"} />
          {on
            ? "On: a code of your authenticator app is asked for at each sign-in."
            : "Off: the password alone is enough."}
        </p>
        {enrolment === null ? (
          <PasswordFirst on={on} onEnrol={setEnrolment} />
        ) : (
          <Enrol enrolment={enrolment} onDone={() => setEnrolment(null)} />
        )}
      </div>
    </Section>
  );
}

function PasswordFirst({ on, onEnrol }: { on: boolean; onEnrol: (enrolment: Enrolment) => void }) {
  const [password, setPassword] = useState("");
  const queries = useQueryClient();
  const begin = useMutation({
    mutationFn: async () => {
      if (!on) return accepted(await auth.twoFactor.enable({ password }));
      accepted(await auth.twoFactor.disable({ password }));
      return null;
    },
    onSuccess: async (answer) => {
      setPassword("");
      if (answer !== null && "totpURI" in answer) onEnrol(answer);
      else await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    },
  });
  return (
    <form
      className={styles.fields}
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      <PasswordInput
        label="Your password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <FormError of={begin.error} />
      <Button type="submit" variant="default" loading={begin.isPending}>
        {on ? "Turn off two-factor" : "Turn on two-factor"}
      </Button>
    </form>
  );
}

/** Drawn here, in the browser: the secret goes to nobody. */
function qrImage(text: string): string {
  return `data:image/svg+xml,${encodeURIComponent(renderSVG(text, { border: 2 }))}`;
}

function Enrol({ enrolment, onDone }: { enrolment: Enrolment; onDone: () => void }) {
  const clipboard = useClipboard({ timeout: 3000 });
  const queries = useQueryClient();
  const secret = new URL(enrolment.totpURI).searchParams.get("secret") ?? "";
  const verify = useMutation({
    mutationFn: async (code: string) => accepted(await auth.twoFactor.verifyTotp({ code })),
    onSuccess: async () => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      onDone();
    },
  });
  return (
    <>
      <p>
        1. Scan this with your authenticator app, <a href={enrolment.totpURI}>open it on this device</a>, or enter the
        key there by hand:
      </p>
      <img
        className={styles.qr}
        src={qrImage(enrolment.totpURI)}
        alt="QR code for your authenticator app"
        width={168}
        height={168}
      />
      <div className="row wrap">
        <code className={styles.secret}>{secret}</code>
        <Button variant="default" onClick={() => clipboard.copy(secret)}>
          {clipboard.copied ? "Copied" : "Copy key"}
        </Button>
      </div>
      <p>2. Keep these backup codes. Each works once, for the day the app is lost:</p>
      <ul className={styles.codes} aria-label="Backup codes">
        {enrolment.backupCodes.map((backup) => (
          <li key={backup}>{backup}</li>
        ))}
      </ul>
      <CodeForm
        label="3. The code your app shows now"
        className={styles.fields}
        error={verify.error}
        onCode={(code) => verify.mutate(code)}
      >
        <Button type="submit" loading={verify.isPending}>
          Verify and turn on
        </Button>
      </CodeForm>
    </>
  );
}
