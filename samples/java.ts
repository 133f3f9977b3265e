import { inJava as quoted } from './quoting.ts'
import { regionOf, type SampleLanguage } from './sample.ts'

export const java: SampleLanguage = {
  id: 'java',
  title: 'Java',
  file: 'Sample.java',
  install: 'Add com.aliyun:tea-openapi and com.google.code.gson:gson to the project.',
  run: 'java -cp <the jars> Sample.java',
  highlight: 'java',
  checked: 'run',
  write: call => `// ${call.action} of ${call.product} ${call.version}, with the official client.
import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.Client;
import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

public final class Sample {
  public static void main(String[] arguments) throws Exception {
    Config config = new Config()
        .setAccessKeyId(System.getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"))
        .setAccessKeySecret(System.getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET"))
        .setSecurityToken(System.getenv("ALIBABA_CLOUD_SECURITY_TOKEN"))
        .setEndpoint(${quoted(call.endpoint)})
        .setProtocol(${quoted(call.protocol)})
        .setRegionId(${quoted(regionOf(call))});

    Params params = new Params()
        .setAction(${quoted(call.action)})
        .setVersion(${quoted(call.version)})
        .setProtocol(${quoted(call.protocol)})
        .setPathname("/")
        .setMethod("POST")
        .setAuthType("AK")
        .setStyle("RPC")
        .setReqBodyType("formData")
        .setBodyType("json");

    Map<String, String> query = new LinkedHashMap<>();
${call.parameters.map(([name, value]) => `    query.put(${quoted(name)}, ${quoted(value)});\n`).join('')}
    try {
      Map<String, ?> answer =
          new Client(config).callApi(params, new OpenApiRequest().setQuery(query), new RuntimeOptions());
      System.out.println(new GsonBuilder().setPrettyPrinting().create().toJson(answer.get("body")));
    } catch (TeaException error) {
      System.err.println(error.getCode() + ": " + error.getMessage());
      System.exit(1);
    }
  }
}
`,
}
