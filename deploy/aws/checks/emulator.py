"""moto as a server on 127.0.0.1, with the answers that it lacks and the provider waits for. Usage: emulator.py PORT"""

import json
import sys

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

moto = DomainDispatcherApplication(create_backend_app)

# By the header X-Amz-Target.
ANSWERS = {
    "AWSBudgetServiceGateway.DescribeSubscribersForNotification": {
        "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "ops@example.com"}]
    },
    "AWSBudgetServiceGateway.ListTagsForResource": {"ResourceTags": []},
    "AnyScaleFrontendService.ListTagsForResource": {"Tags": {}},
}
BROKERS = {"BootstrapBrokerStringSaslIam": "b-1.kafka.example.com:9098,b-2.kafka.example.com:9098"}


def app(environ, start_response):
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    path = environ.get("PATH_INFO", "")
    if target in ANSWERS:
        return answer(start_response, ANSWERS[target])
    if path.endswith("/bootstrap-brokers"):
        return answer(start_response, BROKERS)

    def note(status, headers, exc_info=None):
        if status.startswith("5"):
            print("moto answers", status, "to", environ["REQUEST_METHOD"], path, target, file=sys.stderr, flush=True)
        return start_response(status, headers, exc_info)

    return moto(environ, note)


def answer(start_response, value):
    body = json.dumps(value).encode()
    headers = [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), app, threaded=True)
