/** The layout engine in a thread of its own: the import installs its message handler, elk-api speaks to it. */
import "elkjs/lib/elk-worker.min.js";
