import { Button } from "../components/ui/form/button.tsx";
import { PageMessage } from "../components/ui/page/page-message.tsx";

export default function NotFound() {
  return (
    <PageMessage
      title="There is nothing here"
      action={
        <Button tone="primary" asChild>
          <a href="/">Go to your pipelines</a>
        </Button>
      }
    >
      The page may have been deleted, or it belongs to a workspace you are not a member of. Check the address, or go to
      your pipelines.
    </PageMessage>
  );
}
