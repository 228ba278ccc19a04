import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { accepted } from "../accepted.ts";
import { auth } from "../auth.ts";
import styles from "./sign-in.module.css";

/** The second factor: the code of the authenticator app, or a backup code. */
export function TwoFactorStep({ onDone, onBack }: { onDone: () => Promise<void>; onBack: () => void }) {
  const [code, setCode] = useState("");
  const [backup, setBackup] = useState(false);
  const verify = useMutation({
    mutationFn: async () =>
      accepted(
        backup
          ? await auth.twoFactor.verifyBackupCode({ code: code.trim() })
          : await auth.twoFactor.verifyTotp({ code: code.trim() }),
      ),
    onSuccess: onDone,
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        verify.mutate();
      }}
    >
      <h1>{backup ? "Enter a backup code" : "Enter the code of your authenticator app"}</h1>
      <TextInput
        label={backup ? "Backup code" : "Six digits"}
        inputMode={backup ? "text" : "numeric"}
        autoComplete="one-time-code"
        required
        autoFocus
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {verify.error && (
        <p className={styles.error} role="alert">
          {verify.error.message}
        </p>
      )}
      <Button type="submit" h={38} fullWidth loading={verify.isPending}>
        Verify
      </Button>
      <Button variant="subtle" onClick={() => setBackup(!backup)}>
        {backup ? "Use the authenticator app" : "Use a backup code"}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        Back
      </Button>
    </form>
  );
}
