import com.aliyun.ecd20200930.Client;
import com.aliyun.ecd20200930.models.DescribeDesktopsInGroupRequest;
import com.aliyun.ecd20200930.models.DescribeDesktopsInGroupResponseBody;
import com.aliyun.ecd20200930.models.DescribeRegionsRequest;
import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.models.Config;
import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists a share with the vendor's generated Java client, unmodified, and prints what it saw as one JSON line. */
public final class ListShare {
  private static final String REGION = System.getenv("ALIBABA_CLOUD_REGION_ID");

  private static DescribeDesktopsInGroupResponseBody page(Client client, int maxResults, String token)
      throws Exception {
    var request = new DescribeDesktopsInGroupRequest()
        .setRegionId(REGION)
        .setDesktopGroupId(System.getenv("DESKFLEET_SHARE_ID"))
        .setMaxResults(maxResults)
        .setNextToken(token);
    return client.describeDesktopsInGroup(request).getBody();
  }

  private static Map<String, Object> refusal(Client client) throws Exception {
    try {
      page(client, 101, null);
      return null;
    } catch (TeaException error) {
      var seen = new LinkedHashMap<String, Object>();
      seen.put("code", error.getCode());
      seen.put("status", error.getStatusCode());
      return seen;
    }
  }

  public static void main(String[] arguments) throws Exception {
    var client = new Client(new Config()
        .setAccessKeyId(System.getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"))
        .setAccessKeySecret(System.getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET"))
        .setEndpoint(System.getenv("ALIBABA_CLOUD_ENDPOINT"))
        .setProtocol("HTTP")
        .setRegionId(REGION));

    List<String> desktopIds = new ArrayList<>();
    DescribeDesktopsInGroupResponseBody body;
    String token = null;
    do {
      body = page(client, 3, token);
      if (body.getPaidDesktops() != null) body.getPaidDesktops().forEach(one -> desktopIds.add(one.getDesktopId()));
      if (body.getPostPaidDesktops() != null) {
        body.getPostPaidDesktops().forEach(one -> desktopIds.add(one.getDesktopId()));
      }
      token = body.getNextToken();
    } while (token != null && !token.isEmpty());

    var regions = client.describeRegions(new DescribeRegionsRequest().setRegionId(REGION)).getBody().getRegions();

    var seen = new LinkedHashMap<String, Object>();
    seen.put("desktopIds", desktopIds);
    seen.put("postPaidTotal", body.getPostPaidDesktopsTotalAmount());
    seen.put("paidCount", body.getPaidDesktopsCount());
    seen.put("postPaidCount", body.getPostPaidDesktopsCount());
    seen.put("regions", regions.size());
    seen.put("refusal", refusal(client));
    System.out.println(new GsonBuilder().serializeNulls().create().toJson(seen));
  }
}
