import { inCSharp as quoted } from './quoting.ts'
import { regionOf, type SampleLanguage } from './sample.ts'

export const csharp: SampleLanguage = {
  id: 'csharp',
  title: 'C#',
  file: 'Program.cs',
  install: 'dotnet add package AlibabaCloud.OpenApiClient',
  run: 'dotnet run',
  highlight: 'csharp',
  checked: 'syntax',
  // C# 6 at most: what the checker of our tests reads, and older compilers of our readers.
  write: call => `// ${call.action} of ${call.product} ${call.version}, with the official client.
using System;
using System.Collections.Generic;
using System.Text.Json;
using AlibabaCloud.OpenApiClient;
using AlibabaCloud.OpenApiClient.Models;
using Darabonba.Exceptions;
using Darabonba.Models;

public static class Program
{
    public static int Main()
    {
        var config = new Config
        {
            AccessKeyId = Environment.GetEnvironmentVariable("ALIBABA_CLOUD_ACCESS_KEY_ID"),
            AccessKeySecret = Environment.GetEnvironmentVariable("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
            SecurityToken = Environment.GetEnvironmentVariable("ALIBABA_CLOUD_SECURITY_TOKEN"),
            Endpoint = ${quoted(call.endpoint)},
            Protocol = ${quoted(call.protocol)},
            RegionId = ${quoted(regionOf(call))},
        };

        var parameters = new Params
        {
            Action = ${quoted(call.action)},
            Version = ${quoted(call.version)},
            Protocol = ${quoted(call.protocol)},
            Pathname = "/",
            Method = "POST",
            AuthType = "AK",
            Style = "RPC",
            ReqBodyType = "formData",
            BodyType = "json",
        };

        var request = new OpenApiRequest
        {
            Query = new Dictionary<string, string>
            {
${call.parameters.map(([name, value]) => `                [${quoted(name)}] = ${quoted(value)},\n`).join('')}            },
        };

        try
        {
            var answer = new Client(config).CallApi(parameters, request, new RuntimeOptions());
            Console.WriteLine(JsonSerializer.Serialize(answer["body"], new JsonSerializerOptions { WriteIndented = true }));
            return 0;
        }
        catch (DaraException error)
        {
            Console.Error.WriteLine($"{error.Code}: {error.Message}");
            return 1;
        }
    }
}
`,
}
