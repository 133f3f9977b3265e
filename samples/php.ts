import { inPhp as quoted } from './quoting.ts'
import { regionOf, type SampleLanguage } from './sample.ts'

export const php: SampleLanguage = {
  id: 'php',
  title: 'PHP',
  file: 'sample.php',
  install: 'composer require alibabacloud/darabonba-openapi',
  run: 'php sample.php',
  highlight: 'php',
  checked: 'syntax',
  write: call => `<?php
// ${call.action} of ${call.product} ${call.version}, with the official client.
require __DIR__ . '/vendor/autoload.php';

use AlibabaCloud\\Tea\\Exception\\TeaError;
use AlibabaCloud\\Tea\\Utils\\Utils\\RuntimeOptions;
use Darabonba\\OpenApi\\Models\\Config;
use Darabonba\\OpenApi\\Models\\OpenApiRequest;
use Darabonba\\OpenApi\\Models\\Params;
use Darabonba\\OpenApi\\OpenApiClient;

$config = [
    'accessKeyId' => getenv('ALIBABA_CLOUD_ACCESS_KEY_ID'),
    'accessKeySecret' => getenv('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
    'endpoint' => ${quoted(call.endpoint)},
    'protocol' => ${quoted(call.protocol)},
    'regionId' => ${quoted(regionOf(call))},
];
$token = getenv('ALIBABA_CLOUD_SECURITY_TOKEN');
if ($token) {
    $config['securityToken'] = $token;
}

$params = new Params([
    'action' => ${quoted(call.action)},
    'version' => ${quoted(call.version)},
    'protocol' => ${quoted(call.protocol)},
    'pathname' => '/',
    'method' => 'POST',
    'authType' => 'AK',
    'style' => 'RPC',
    'reqBodyType' => 'formData',
    'bodyType' => 'json',
]);

$request = new OpenApiRequest([
    'query' => [
${call.parameters.map(([name, value]) => `        ${quoted(name)} => ${quoted(value)},\n`).join('')}    ],
]);

try {
    $client = new OpenApiClient(new Config($config));
    $answer = $client->callApi($params, $request, new RuntimeOptions([]));
    echo json_encode($answer['body'], JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), PHP_EOL;
} catch (TeaError $error) {
    fwrite(STDERR, $error->getCode() . ': ' . $error->getMessage() . PHP_EOL);
    exit(1);
}
`,
}
