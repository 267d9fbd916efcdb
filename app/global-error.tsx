"use client";
import { Button } from "../components/ui/form/button.tsx";
import { PageMessage } from "../components/ui/page/page-message.tsx";
import "./globals.css";

/** When even the frame around all pages could not be drawn: it stands in the frame's place, in the system's theme. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Patchbay</title>
        <PageMessage
          title="Patchbay could not be shown"
          action={
            <>
              <Button tone="primary" onClick={() => window.location.reload()}>
                Load it again
              </Button>
              <Button asChild>
                <a href="/">Go to your pipelines</a>
              </Button>
            </>
          }
        >
          Something went wrong in this page. Your changes are kept in this browser. If it happens again,
          {error.digest ? ` search for ${error.digest} in the server log.` : " see the browser console for details."}
        </PageMessage>
      </body>
    </html>
  );
}
