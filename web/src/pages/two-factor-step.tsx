import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { accepted } from "../accepted.ts";
import { auth } from "../auth.ts";
import { CodeForm } from "../parts/code-form.tsx";
import styles from "./sign-in.module.css";

/** The second factor: the code of the authenticator app, or a backup code. */
export function TwoFactorStep({ onDone, onBack }: { onDone: () => Promise<void>; onBack: () => void }) {
  const [backup, setBackup] = useState(false);
  const verify = useMutation({
    mutationFn: async (code: string) =>
      accepted(backup ? await auth.twoFactor.verifyBackupCode({ code }) : await auth.twoFactor.verifyTotp({ code })),
    onSuccess: onDone,
  });
  return (
    <CodeForm
      key={String(backup)}
      label={backup ? "Backup code" : "Six digits"}
      letters={backup}
      focused
      className={styles.form}
      error={verify.error}
      onCode={(code) => verify.mutate(code)}
      before={<h1>{backup ? "Enter a backup code" : "Enter the code of your authenticator app"}</h1>}
    >
      <Button type="submit" h={38} fullWidth loading={verify.isPending}>
        Verify
      </Button>
      <Button variant="subtle" onClick={() => setBackup(!backup)}>
        {backup ? "Use the authenticator app" : "Use a backup code"}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        Back
      </Button>
    </CodeForm>
  );
}
