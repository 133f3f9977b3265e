import { inGo as quoted } from './quoting.ts'
import { regionOf, type SampleLanguage } from './sample.ts'

export const go: SampleLanguage = {
  id: 'go',
  title: 'Go',
  file: 'main.go',
  install:
    'go mod init sample && go get github.com/alibabacloud-go/darabonba-openapi/v2/client ' +
    'github.com/alibabacloud-go/tea-utils/v2/service github.com/alibabacloud-go/tea/tea',
  run: 'go run .',
  highlight: 'go',
  checked: 'run',
  write: call => `// ${call.action} of ${call.product} ${call.version}, with the official client.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	util "github.com/alibabacloud-go/tea-utils/v2/service"
	"github.com/alibabacloud-go/tea/tea"
)

func call() error {
	config := &openapi.Config{
		AccessKeyId:     tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID")),
		AccessKeySecret: tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET")),
		Endpoint:        tea.String(${quoted(call.endpoint)}),
		Protocol:        tea.String(${quoted(call.protocol)}),
		RegionId:        tea.String(${quoted(regionOf(call))}),
	}
	if token := os.Getenv("ALIBABA_CLOUD_SECURITY_TOKEN"); token != "" {
		config.SecurityToken = tea.String(token)
	}
	client, err := openapi.NewClient(config)
	if err != nil {
		return err
	}
	params := &openapi.Params{
		Action:      tea.String(${quoted(call.action)}),
		Version:     tea.String(${quoted(call.version)}),
		Protocol:    tea.String(${quoted(call.protocol)}),
		Pathname:    tea.String("/"),
		Method:      tea.String("POST"),
		AuthType:    tea.String("AK"),
		Style:       tea.String("RPC"),
		ReqBodyType: tea.String("formData"),
		BodyType:    tea.String("json"),
	}
	request := &openapi.OpenApiRequest{
		Query: map[string]*string{
${call.parameters.map(([name, value]) => `\t\t\t${quoted(name)}: tea.String(${quoted(value)}),\n`).join('')}		},
	}
	answer, err := client.CallApi(params, request, &util.RuntimeOptions{})
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(answer["body"], "", "  ")
	if err != nil {
		return err
	}
	fmt.Println(string(text))
	return nil
}

func main() {
	if err := call(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
`,
}
