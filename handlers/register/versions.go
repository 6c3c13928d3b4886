package register

import (
	"cmp"
	"strconv"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/delivery"
	"plenum/documents/pictures"
	"plenum/handlers/api"
)

// Comparison is the route that tells what a version changed, under either API.
func Comparison(documentsPath string, service *delivery.Delivery) api.Route {
	return api.Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/comparison", Access: api.Inside, Action: auth.ReadDocuments,
		Handle: func(c *api.Call) error {
			file, err := versionFile(c)
			if err != nil {
				return err
			}
			result, err := service.Comparison(c.Req, c.Seat.Hall, c.Seat.Actor, file, c.QueryInt("since"))
			if err != nil {
				return err
			}
			return c.Answer(result)
		},
	}
}

// VersionContent is the route that serves a version's file, under either API.
func VersionContent(documentsPath string, service *delivery.Delivery, stall time.Duration) api.Route {
	return api.Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/content", Access: api.Inside, Action: auth.ReadDocuments, Raw: true,
		Handle: versionContent(service, stall),
	}
}

// AnnexContent is the route that serves an annex of a version, under either API.
func AnnexContent(documentsPath string, service *delivery.Delivery, stall time.Duration) api.Route {
	return api.Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/annexes/:annex/content", Access: api.Inside, Action: auth.ReadDocuments, Raw: true,
		Handle: versionContent(service, stall),
	}
}

func versionContent(service *delivery.Delivery, stall time.Duration) func(*api.Call) error {
	return func(c *api.Call) error {
		file, err := versionFile(c)
		if err != nil {
			return err
		}
		give := service.Content
		if c.Query("as") == "pdf" {
			give = service.PDF
		}
		content, err := give(c.Seat.Hall, c.Seat.Actor, file)
		if err != nil {
			return err
		}
		return api.Content(c, fileOf(c, content), stall)
	}
}

// PagePicture is the route that serves a picture of a version's page, under either API.
func PagePicture(documentsPath string, service *pictures.Pictures, stall time.Duration) api.Route {
	return api.Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/pages/:page/picture", Access: api.Inside, Action: auth.ReadDocuments, Raw: true,
		Handle: func(c *api.Call) error {
			file, page, err := versionPage(c)
			if err != nil {
				return err
			}
			picture := pictures.Picture{Page: page, Width: c.QueryInt("width", pictures.PageWidth)}
			content, err := service.Picture(c.Req, c.Seat.Hall, c.Seat.Actor, file, picture)
			if err != nil {
				return err
			}
			return api.Content(c, fileOf(c, content), stall)
		},
	}
}

// PageText is the route that serves the text of a version's page, under either API.
func PageText(documentsPath string, service *delivery.Delivery) api.Route {
	return api.Route{
		Method: "GET", Path: documentsPath + "/:document/versions/:version/pages/:page/text", Access: api.Inside, Action: auth.ReadDocuments,
		Handle: func(c *api.Call) error {
			file, page, err := versionPage(c)
			if err != nil {
				return err
			}
			text, err := service.PageText(c.Req, c.Seat.Hall, c.Seat.Actor, file, page)
			if err != nil {
				return err
			}
			return c.Answer(map[string]any{"text": text})
		},
	}
}

// versionFile is the file of a version that the path names; an annex where the path or the query
// names one.
func versionFile(c *api.Call) (f documents.VersionFile, err error) {
	if f.Document, err = c.Object("document"); err != nil {
		return f, err
	}
	if f.Version, err = number(c.Params("version")); err != nil {
		return f, err
	}
	if annex := cmp.Or(c.Params("annex"), c.Query("annex")); annex != "" {
		f.Annex, err = number(annex)
	}
	return f, err
}

// versionPage is a page of such a file.
func versionPage(c *api.Call) (f documents.VersionFile, page int, err error) {
	if f, err = versionFile(c); err != nil {
		return f, 0, err
	}
	page, err = number(c.Params("page"))
	return f, page, err
}

// number is one that counts from 1; nothing has another.
func number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, congress.ErrNotFound
	}
	return n, nil
}

func fileOf(c *api.Call, content delivery.Content) api.File {
	again, ctx := c.Again(), c.UserContext()
	return api.File{
		Still: func() error {
			seat, leave, err := again(ctx)
			if err != nil {
				return err
			}
			defer leave()
			return content.Still(seat.Hall, seat.Actor)
		},
		Name: content.Name, Type: content.Type, Size: content.Size, SHA256: content.SHA256,
		Download: c.QueryBool("download"), Marked: content.Watermarked, Open: content.Open, Link: content.Link,
	}
}
