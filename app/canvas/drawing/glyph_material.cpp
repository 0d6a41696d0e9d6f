#include "app/canvas/drawing/glyph_material.h"

#include <QSGMaterialShader>

#include <cstring>

namespace causeway::app::canvas {

namespace {

constexpr int matrixBytes = 64; // std140: a mat4, then the opacity.
constexpr int opacityBytes = 4;

class GlyphShader final : public QSGMaterialShader
{
public:
    GlyphShader()
    {
        setShaderFileName(VertexStage, QStringLiteral(":/causeway/canvas/drawing/shaders/glyph.vert.qsb"));
        setShaderFileName(FragmentStage, QStringLiteral(":/causeway/canvas/drawing/shaders/glyph.frag.qsb"));
    }

    bool updateUniformData(RenderState& state, QSGMaterial*, QSGMaterial*) override
    {
        char* uniforms = state.uniformData()->data();
        if (state.isMatrixDirty())
            std::memcpy(uniforms, state.combinedMatrix().constData(), matrixBytes);
        const float opacity = state.opacity();
        if (state.isOpacityDirty())
            std::memcpy(uniforms + matrixBytes, &opacity, opacityBytes);
        return state.isMatrixDirty() || state.isOpacityDirty();
    }

    void updateSampledImage(RenderState& state, int binding, QSGTexture** texture, QSGMaterial* material,
                            QSGMaterial*) override
    {
        if (binding != 1)
            return;
        *texture = static_cast<GlyphMaterial*>(material)->texture();
        (*texture)->commitTextureOperations(state.rhi(), state.resourceUpdateBatch());
    }
};

} // namespace

GlyphMaterial::GlyphMaterial()
{
    setFlag(Blending);
}

QSGMaterialType* GlyphMaterial::type() const
{
    static QSGMaterialType type;
    return &type;
}

QSGMaterialShader* GlyphMaterial::createShader(QSGRendererInterface::RenderMode) const
{
    return new GlyphShader;
}

int GlyphMaterial::compare(const QSGMaterial* other) const
{
    const auto* that = static_cast<const GlyphMaterial*>(other);
    return texture() == that->texture() ? 0 : (texture() < that->texture() ? -1 : 1);
}

} // namespace causeway::app::canvas
