/**
 * Runs in the browser before anything else. Zod would try whether it may compile its schemas with `new Function`; our
 * Content-Security-Policy forbids that, and the browser would report the attempt on every page.
 */
import { config } from "zod";

config({ jitless: true });
