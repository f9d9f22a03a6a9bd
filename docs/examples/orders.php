<?php
// Reads the orders that are new or changed, and says that it has them: php orders.php
// HUB is the hub's address; CLIENT_ID and CLIENT_SECRET are what the merchant gave you.
function send(string $path, array $headers, string $body): array {
    $context = stream_context_create(['http' => ['method' => 'POST', 'header' => $headers, 'content' => $body]]);
    $answer = @file_get_contents(getenv('HUB') . $path, false, $context);
    if ($answer === false) {
        throw new RuntimeException("the hub does not answer $path: " . ($http_response_header[0] ?? 'no connection'));
    }
    return json_decode($answer, true, 64, JSON_THROW_ON_ERROR);
}

function ask(string $token, string $query, array $variables = []): array {
    $body = json_encode(['query' => $query, 'variables' => (object) $variables]);
    $answer = send('/graphql', ["Authorization: Bearer $token", 'Content-Type: application/json'], $body);
    if (isset($answer['errors'])) {
        throw new RuntimeException($answer['errors'][0]['message']);
    }
    return $answer['data'];
}

$basic = base64_encode(getenv('CLIENT_ID') . ':' . getenv('CLIENT_SECRET'));
$token = send('/oauth/token', ["Authorization: Basic $basic", 'Content-Type: application/x-www-form-urlencoded'], 'grant_type=client_credentials')['access_token'];

$queue = ask($token, '{ workQueue(first: 50) { version order { id number status shipTo { lastName city country } } } }')['workQueue'];
$items = [];
foreach ($queue as $item) {
    echo $item['order']['number'], ' ', $item['order']['status'], "\n";
    $items[] = ['order' => $item['order']['id'], 'version' => $item['version']];
}
$done = ask($token, 'mutation($items: [Acknowledgement!]!) { acknowledge(items: $items) }', ['items' => $items]);
echo 'acknowledged ', $done['acknowledge'], "\n";
