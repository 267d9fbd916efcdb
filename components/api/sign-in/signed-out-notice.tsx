"use client";
import { useEffect } from "react";
import { signInAddress } from "../../../lib/values/keys/own-path.ts";
import { Button } from "../../ui/form/button.tsx";
import { useToasts } from "../../ui/overlay/toast.tsx";
import { Notice } from "../../ui/text/notice.tsx";
import { signedOut } from "./signed-out.ts";

/** On any page of a member whose session has ended. */
export function SignedOutNotice() {
  const { toasts } = useToasts();
  // What failed for this reason says the same in the corner, on a phone on top of this.
  useEffect(() => {
    const others = toasts.filter(({ text }) => text !== signedOut);
    if (others.length < toasts.length) useToasts.setState({ toasts: others });
  }, [toasts]);
  const signIn = () => window.location.assign(signInAddress(window.location.pathname + window.location.search));
  return (
    <div className="fixed inset-x-4 bottom-4 z-50 mx-auto max-w-lg animate-rise text-sm shadow-float">
      <Notice
        tone="warning"
        action={
          <Button size="sm" tone="primary" onClick={signIn}>
            Sign in
          </Button>
        }
      >
        You are signed out. Signing in again leads back to this page.
      </Notice>
    </div>
  );
}
