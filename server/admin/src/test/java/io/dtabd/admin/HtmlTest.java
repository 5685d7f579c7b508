package io.dtabd.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class HtmlTest {

  @Test
  void textCannotBecomeMarkup() {
    String page = new Html("t").text("<script>\"'&").page();
    assertThat(page).contains("&lt;script&gt;&quot;&#39;&amp;").doesNotContain("<script");
  }

  @Test
  void titleIsEscapedToo() {
    assertThat(new Html("</title><b>").page()).contains("<title>&lt;/title&gt;&lt;b&gt; - dtabd");
  }

  @Test
  void policyAllowsExactlyTheStyleInThePage() throws Exception {
    String page = new Html("t").page();
    String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
    assertThat(Html.CONTENT_SECURITY_POLICY)
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
  }
}
